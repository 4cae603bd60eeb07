"""Pages for tutors: a cohort at a glance, and one pair."""
