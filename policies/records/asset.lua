return {
  type = "asset",
  title = "Asset",
  id = "AST",
  requirement = "A.5.9",
  about = "Something of value, who answers for it, and how it is classified.",
  required = { "owner" },
  fields = {
    class = "text",
    critical = "bool",
    kind = "text",
    location = "text",
    owner = "text",
    system_of_truth = "text",
  },
}
