-- A page that nobody has touched for a year is read by people all the same.
return rule {
  id = "pages.dormant", title = "Pages are touched every year", requirement = "A.5.37", method = "document",
  evidence = { series = "pages", history = true },
  params = { days = { type = "number", default = 365 } },
  judge = function(pages, t)
    t:extent(pages, { what = "pages unchanged for long", bad = function(p)
      local versions = t:history(p.path)
      local changed = versions[#versions].date
      return t.as_of - changed > t.param.days and ("changed on %s"):format(changed)
    end })
  end,
}
