return {
  type = "audit-programme",
  title = "Internal audit programme",
  id = "IAP",
  requirement = "9.2.2",
  about = "Which audits there are in a period, over what, by whom.",
  required = { "audits", "period" },
  fields = {
    approved_by = "text",
    approved_on = "date",
    criteria = "text",
    frequency = "text",
    methods = "text",
    period = "text",
    previous_results_used = "text",
    responsibilities = "text",
  },
  nested = {
    audits = {
      list = {
        map = {
          auditor = "text",
          id = "text",
          planned = "date",
          scope = { list = "text" },
        },
        required = { "id", "planned", "auditor" },
      },
    },
  },
}
