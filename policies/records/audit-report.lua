return {
  type = "audit-report",
  title = "Internal audit report",
  id = "IA",
  requirement = "9.2.1",
  about = "What an internal audit looked at, found and concludes.",
  date = "date",
  required = { "auditors", "conclusion", "criteria", "date", "items", "method", "scope" },
  fields = {
    date = "date",
  },
  nested = {
    method = { any = { { list = "text" }, "text" } },
    conclusion = "text",
    auditors = { any = { { list = "text" }, "text" } },
    criteria = { any = { { list = "text" }, "text" } },
    dates = { any = { { list = "text" }, "text" } },
    distributed_to = { any = { { list = "text" }, "text" } },
    findings = { list = "text" },
    items = {
      list = {
        map = {
          evidence = { list = "text" },
          id = "text",
          result = "conform|nc|ofi|not_sampled",
        },
        required = { "id", "result" },
      },
    },
    scope = { any = { { list = "text" }, "text" } },
  },
}
