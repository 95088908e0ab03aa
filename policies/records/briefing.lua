return {
  type = "briefing",
  title = "Briefing",
  id = "BRF",
  requirement = "7.3",
  about = "What people were told before an audit.",
  required = { "date", "topic" },
  fields = {
    date = "date",
    given_by = "text",
    topic = "text",
  },
  nested = {
    attendees = { list = "text" },
  },
}
