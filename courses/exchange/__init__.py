"""Questions in and out: GIFT, Aiken, Moodle XML, and tables in Excel or Word. Each format reads to, and writes from, drafts."""
