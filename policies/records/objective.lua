return {
  type = "objective",
  title = "Objective",
  id = "OBJ",
  requirement = "6.2",
  about = "What is to be reached, how it is measured, and by when.",
  required = { "due", "owner", "target" },
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
