"""Spectra in tables of other programs: PNNL text, GRAMS .spc, ENVI .sli, MODTRAN .chn."""
