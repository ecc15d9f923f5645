"""The report of one run or several: a page, or the same as Markdown, JSON or CSV. Figures come from `trace`."""
