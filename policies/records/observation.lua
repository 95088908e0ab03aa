return {
  type = "observation",
  title = "Observation",
  id = "OBS",
  requirement = "9.2.2",
  about = "What was seen at work, and whether it is as documented.",
  date = "date",
  required = { "date", "observer", "what_seen" },
  fields = {
    date = "date",
    expected_by = "text",
    kind = "text",
    matches = "bool",
    observer = "text",
    place = "text",
    shown_by = "text",
    system = "text",
    what_seen = "text",
  },
  nested = {
    media = {
      list = {
        map = { path = "text", sha256 = "text" },
        required = { "path", "sha256" },
      },
    },
  },
}
