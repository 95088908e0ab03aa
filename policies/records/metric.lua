return {
  type = "metric",
  title = "Metric",
  id = "MET",
  requirement = "9.1",
  about = "What is measured, how, how often, and who looks at it.",
  required = { "frequency", "method", "owner", "target" },
  fields = {
    analysed_by = "text",
    baseline = "text",
    direction = "text",
    due = "date",
    frequency = "period",
    method = "text",
    owner = "text",
    target = "text",
    unit = "text",
  },
  allowed = {
    direction = "up|down|hold",
  },
  nested = {
    results = {
      list = {
        map = {
          comment = "text",
          denominator = "number",
          numerator = "number",
          period = "text",
          recorded_on = "date",
          source = "text",
          value = "number",
        },
        required = { "period", "value" },
      },
    },
  },
}
