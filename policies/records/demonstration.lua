return {
  type = "demonstration",
  title = "Demonstration",
  id = "DEM",
  requirement = "9.2.2",
  about = "What is shown to auditors, by whom, on which system.",
  required = { "what" },
  fields = {
    date = "date",
    shown_by = "text",
    system = "text",
    what = "text",
  },
}
