using System.Xml.Linq;

namespace Coordinator.Web;

/// <summary>The few elements that a report is made of.</summary>
internal static class Html
{
    private const string Style = """
        body { margin: 0 auto; max-width: 66rem; padding: 1.5rem; color: #1b1f24; background: #fff; font: 14px/1.45 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
        .note, figcaption { color: #57606a; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #d0d7de; vertical-align: top; overflow-wrap: anywhere; }
        th { color: #57606a; font-weight: 500; } .number { text-align: right; white-space: nowrap; }
        figure { margin: .4rem 0; min-width: 0; } svg { width: 100%; height: auto; }
        .side { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
        pre { background: #f6f8fa; border: 1px solid #d0d7de; border-radius: 6px; padding: .6rem; white-space: pre-wrap; }
        @media (max-width: 46rem) { .side { grid-template-columns: minmax(0, 1fr); } }
        @page { size: A4; margin: 14mm; }
        @media print { body { padding: 0; max-width: none; font-size: 11px; } figure, tr, pre { break-inside: avoid; } h2 { break-after: avoid; } }
        """;

    /// <summary>Whoever opens it runs nothing and loads nothing, whatever a name in it says.</summary>
    private const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    public static string Document(string title, XElement body) => "<!doctype html>\n" + new XElement(
        "html", new XAttribute("lang", "en"),
        new XElement(
            "head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", ContentSecurityPolicy)),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            new XElement("title", title),
            new XElement("style", Style)),
        new XElement("body", body)).ToString(SaveOptions.DisableFormatting) + "\n";

    public static XElement Section(string title, params XElement[] content) => new("section", new XElement("h2", title), content);

    public static XElement Note(string text) => new("p", new XAttribute("class", "note"), Printable(text));

    public static XElement Side(params XElement[] content) => new("div", new XAttribute("class", "side"), content);

    /// <param name="numbers">So many columns at the beginning are of numbers; of the rest, those whose every cell begins with a digit or sign are.</param>
    public static XElement Table(string[] head, IEnumerable<string[]> rows, int numbers)
    {
        var cells = rows.ToList();
        bool IsNumber(int column) => column < numbers || (numbers == 0 && cells.Count > 0 && cells.All(row => row[column].Length > 0 && (char.IsAsciiDigit(row[column][0]) || row[column][0] is '+' or '-')));
        XElement Cell(string name, string text, int column) => new(name, IsNumber(column) ? new XAttribute("class", "number") : null, Printable(text));
        return new XElement(
            "table",
            new XElement("thead", new XElement("tr", head.Select((text, column) => Cell("th", text, column)))),
            new XElement("tbody", cells.Select(row => new XElement("tr", row.Select((text, column) => Cell("td", text, column))))));
    }

    /// <summary>XML has no place for control characters and halves of characters, which a message may have.</summary>
    public static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp && !System.Xml.XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()));
}
