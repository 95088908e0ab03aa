return {
  type = "role",
  title = "Role",
  id = "ROL",
  requirement = "5.3",
  about = "Duties and authority that people hold.",
  required = { "duties" },
  fields = {
    authority = "text",
    duties = "text",
    top_management = "bool",
  },
}
