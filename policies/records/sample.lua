return {
  type = "sample",
  title = "Sample",
  id = "SMP",
  requirement = "9.2.2",
  about = "What was drawn from which population, and what the items showed.",
  date = "date",
  required = { "n", "population", "test" },
  fields = {
    by = "text",
    conclusion = "text",
    confidence = "number",
    date = "date",
    deviations = "integer",
    direction = "text",
    method = "text",
    n = "integer",
    objective = "text",
    test = "text",
    tolerable = "number",
  },
  allowed = {
    direction = "existence|completeness",
  },
  nested = {
    items = {
      list = {
        map = {
          evidence = "text",
          id = "text",
          note = "text",
          result = "ok|deviation|not-testable",
          stratum = "text",
        },
        required = { "id", "result" },
      },
    },
    population = {
      map = {
        complete_check = "text",
        count = "integer",
        description = "text",
        extracted_on = "date",
        query = "text",
        sha256 = "text",
        source = "text",
      },
    },
    seed = { map = { commitment = "text", reveal = "text", value = "text" } },
    strata = { list = "text" },
    upper = { map = { conf = "number", kind = "text", value = "number" } },
  },
}
