return {
  type = "decision",
  title = "Certification decision",
  id = "DEC",
  requirement = "9.2.2",
  about = "What was recommended, and what was decided by whom.",
  required = { "outcome", "recommendation" },
  fields = {
    audit = "text",
    decided_by = "text",
    decided_on = "date",
    outcome = "text",
    reasons = "text",
    recommendation = "text",
  },
  allowed = {
    recommendation = "A|B|C|D",
  },
  nested = {
    team = { list = "text" },
  },
}
