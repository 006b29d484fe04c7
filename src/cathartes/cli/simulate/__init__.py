"""``cathartes simulate``: one file for what fits a folder, one for a whole campaign."""
