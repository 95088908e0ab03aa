return {
  type = "treatment-plan",
  title = "Risk treatment plan",
  id = "RTP",
  requirement = "6.1.3",
  about = "What is done about risks, by whom and until when.",
  is_document = true,
  required = { "items" },
  refers = { { "items", "risk" } },
  cites = { { "items", "controls" } },
  fields = {
  },
  nested = {
    approvals = { list = { map = { by = "text", on = "date" }, required = { "by", "on" } } },
    items = {
      list = {
        map = {
          action = "text",
          controls = { list = "text" },
          done_on = "date",
          due = "date",
          evidence = "text",
          owner = "text",
          risk = "text",
          status = "open|in-progress|done|dropped",
        },
        required = { "risk", "action", "owner", "due" },
      },
    },
  },
}
