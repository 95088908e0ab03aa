return {
  type = "request",
  title = "Evidence request",
  id = "RQ",
  requirement = "9.2.2",
  about = "What an auditor asks to see, of whom, by when.",
  required = { "asked", "due" },
  fields = {
    answer = "text",
    answered_on = "date",
    asked = "text",
    due = "date",
    of = "text",
  },
}
