return {
  type = "ofi",
  title = "Opportunity for improvement",
  id = "OFI",
  requirement = "10.1",
  about = "What could be better, though it is met.",
  required = { "text" },
  cites = { { "requirement" } },
  fields = {
    area = "text",
    requirement = "text",
    text = "text",
  },
  nested = {
    evidence = { list = "anything" },
  },
}
