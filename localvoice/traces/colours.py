"""The colours of all pages: ink, paper, and one for each stage of a turn; light, dark, and on paper always light."""

SCREEN = """
:root{color-scheme:light dark;--ink:#1d2733;--dim:#5b6775;--paper:#fff;--line:#d8dee5;--shade:#f1f4f7;
--endpoint:#9aa7b5;--recognise:#2f7fd1;--think:#8b5cd6;--say:#2a9d6f;--output:#e08a2c;--wait:#d9455f;--lane:#5b6775}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--dim:#9dabb9;--paper:#12181f;--line:#2c3742;--shade:#1b232c;
--endpoint:#5d6c7c;--lane:#9dabb9}}
"""
PAPER = """
@media print and (prefers-color-scheme:dark){:root{color-scheme:light;--ink:#1d2733;--dim:#5b6775;--paper:#fff;
--line:#d8dee5;--shade:#f1f4f7;--endpoint:#9aa7b5;--lane:#5b6775}}
"""
