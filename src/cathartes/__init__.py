r"""From what aircraft sense to named gas plumes.

==================  ==============  ====================  ============================
step                folder          public verb           gives
==================  ==============  ====================  ============================
detect plumes       ``detection``   ``detect_plumes``     ``Detection``, its ``Plume``\ s
==================  ==============  ====================  ============================

``flow`` alone knows the order of the steps; ``model`` holds the records they exchange.
"""

__version__ = "0.1.0"
