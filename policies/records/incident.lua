return {
  type = "incident",
  title = "Incident",
  id = "INC",
  requirement = "A.5.26",
  about = "What happened, what was done about it, and what was learnt.",
  required = { "detected_on", "severity" },
  fields = {
    closed_on = "date",
    contained_on = "date",
    detected_on = "date",
    severity = "text",
  },
  nested = {
    reported_by = "text",
    cause = "text",
    actions = { any = { { list = "text" }, { list = { each = "text" } } } },
    evidence = {
      list = {
        any = {
          "text",
          {
            map = { custody = { list = "text" }, hash = "text", path = "text" },
          },
        },
      },
    },
    lessons = { any = { { list = "text" }, "text" } },
    notified = {
      list = {
        map = { deadline = "text", on = "date", who = "text" },
        required = { "who" },
      },
    },
    timeline = { any = { { list = "text" }, { list = { each = "text" } } } },
    triage = { map = { by = "text", decision = "text", on = "date" } },
  },
  orders = { { "detected_on", "contained_on", "closed_on" } },
}
