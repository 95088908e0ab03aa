return {
  type = "exercise",
  title = "Exercise",
  id = "EX",
  requirement = "A.5.30",
  about = "A test of what is planned for bad days, and what it showed.",
  date = "date",
  required = { "date", "kind", "result" },
  fields = {
    date = "date",
  },
  allowed = {
    kind = "incident|backup|bcp",
  },
  nested = {
    kind = "text",
    scenario = "text",
    expected = "text",
    result = "text",
    actions = { any = { { list = "text" }, "text" } },
    gaps = { any = { { list = "text" }, "text" } },
    participants = { list = "text" },
  },
}
