"""Pages of core: jobs, files, exports, and what operators ask."""
