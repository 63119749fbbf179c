using System.Xml;

namespace Worker.Data;

/// <summary>
/// The XML header of a Mulan data set: `labels` holding `label` elements with a `name` each, possibly nested; the order
/// of the document is the order of the labels.
/// </summary>
internal static class MulanHeader
{
    private const int MostLabels = 100_000;

    private static readonly XmlReaderSettings Limits = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 64 * 1024 * 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <exception cref="DataProblem">The file is no such XML, names no label, or one twice.</exception>
    public static IReadOnlyList<string> Read(Stream stream, string file)
    {
        try
        {
            using var xml = XmlReader.Create(stream, Limits);
            return ReadNames(xml, file);
        }
        catch (XmlException broken)
        {
            // The exception's own text may quote the document.
            var place = broken.LineNumber > 0 ? $" at line {broken.LineNumber}, column {broken.LinePosition}" : "";
            throw new DataProblem($"a Mulan header must be well-formed XML without a DTD, but {file} is not{place}");
        }
    }

    private static List<string> ReadNames(XmlReader xml, string file)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var place = (IXmlLineInfo)xml;
        xml.MoveToContent();
        if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "labels")
            throw new DataProblem($"a Mulan header begins with the element `labels`, but {file} does not");

        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "label") continue;
            var name = xml.GetAttribute("name");
            if (string.IsNullOrEmpty(name)) throw new DataProblem($"every label needs a `name`, but one has none at {file}, line {place.LineNumber}");
            if (!seen.Add(name)) throw new DataProblem($"a label may be named once, but {DataProblem.Quote(name)} is named again at {file}, line {place.LineNumber}");
            if (names.Count == MostLabels) throw new DataProblem($"at most {MostLabels} labels are read, but {file} names more");
            names.Add(name);
        }

        if (names.Count == 0) throw new DataProblem($"a Mulan header names at least one label, but {file} names none");
        return names;
    }
}
