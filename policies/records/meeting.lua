return {
  type = "meeting",
  title = "Meeting",
  id = "MTG",
  requirement = "9.2.2",
  about = "Who met, about what, and what was agreed.",
  required = { "date", "kind" },
  fields = {
    chair = "text",
    date = "date",
    kind = "text",
  },
  nested = {
    agreed = { list = "text" },
    attendees = { list = "text" },
  },
}
