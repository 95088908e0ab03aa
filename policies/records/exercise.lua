return {
  type = "exercise",
  requirement = "A.5.30",
  date = "date",
  fields = {
    date = "date",
  },
}
