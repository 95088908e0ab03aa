return {
  type = "training-result",
  title = "Training result",
  id = "TRN",
  requirement = "7.3",
  about = "How many of those who had to took part, and how they did.",
  required = { "campaign", "completed", "population" },
  fields = {
    campaign = "text",
    completed = "integer",
    list = "text",
    period = "text",
    population = "integer",
    target = "number",
    test_score = "number",
  },
}
