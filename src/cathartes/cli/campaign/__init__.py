"""``cathartes campaign``: one file per verb."""
