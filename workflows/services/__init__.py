"""Acts on many: a cell's drafts and submission, appraisal in bulk, meetings, decisions, answers from above."""
