return {
  type = "audit-plan",
  title = "Audit plan",
  id = "IA",
  requirement = "9.2.2",
  about = "What one audit looks at, when, and who with whom.",
  required = { "scope" },
  cites = { { "sessions", "ids" } },
  fields = {
    criteria = "text",
    ends_on = "date",
    objectives = "text",
    sampling = "text",
    starts_on = "date",
  },
  nested = {
    scope = { list = "text" },
    sessions = {
      list = {
        map = {
          auditee = "text",
          day = "text",
          ids = { list = "text" },
          mode = "text",
          place = "text",
          slot = "text",
          topic = "text",
        },
        required = { "day", "topic" },
      },
    },
    team = { list = "text" },
  },
  orders = { { "starts_on", "ends_on" } },
}
