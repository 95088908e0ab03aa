return {
  type = "party",
  title = "Interested party",
  id = "PTY",
  requirement = "4.2",
  about = "Somebody whose requirements the ISMS has to meet.",
  fields = {
    effect = "text",
    kind = "text",
    owner = "text",
    reviewed_on = "date",
  },
  nested = {
    requirements = {
      list = {
        map = { addressed = "yes|no", how = "text", text = "text" },
        required = { "text" },
      },
    },
  },
}
