"""What came back, matched to what was asked for: coverage flown, its quality, and what is left.

:func:`cathartes.collection.match.match_tracks` takes the lines of a plan and the tracks of one
or many flights, in any order.
"""
