return {
  type = "supplier",
  requirement = "A.5.19",
  fields = {
    assessed_on = "date",
    criticality = "text",
    result = "text",
  },
}
