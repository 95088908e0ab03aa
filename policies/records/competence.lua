return {
  type = "competence",
  title = "Competence",
  id = "CMP",
  requirement = "7.2",
  about = "What somebody needs to know for a role, and what shows that they do.",
  required = { "person", "role" },
  fields = {
    person = "text",
    role = "text",
  },
  nested = {
    actions = { list = "text" },
    gaps = { list = "text" },
    held = {
      list = {
        map = {
          evidence = "text",
          kind = "text",
          valid_until = "date",
          what = "text",
        },
        required = { "what" },
      },
    },
    required = { list = "text" },
  },
}
