return {
  type = "positive",
  title = "Positive",
  id = "POS",
  requirement = "10.1",
  about = "What is done well.",
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
