return {
  type = "auditor-competence",
  title = "Auditor competence",
  id = "CMP",
  requirement = "9.2.2",
  about = "That an internal auditor can audit, and what they may not.",
  required = { "person" },
  fields = {
    course = "text",
    days = "number",
    experience = "text",
    person = "text",
    valid_until = "date",
  },
  nested = {
    independence_declaration = { map = { areas_not_audited = { list = "text" }, consulting = "text" } },
  },
}
