namespace Worker.Data;

/// <summary>How an ARFF attribute writes its values.</summary>
internal enum ArffKind
{
    /// <summary>`numeric`, `real` or `integer`.</summary>
    Numeric,

    /// <summary>`{0,1}`.</summary>
    ZeroOne,

    /// <summary>`{1,0}`: fine in dense rows, but a sparse row leaves out the first value, which here is 1.</summary>
    OneZero,
}

/// <summary>An `@attribute` line.</summary>
internal readonly record struct ArffAttribute(string Name, ArffKind Kind)
{
    /// <summary>Parses what follows `@attribute`.</summary>
    /// <exception cref="DataProblem">The name has no end, or the type is not one of <see cref="ArffKind"/>.</exception>
    public static ArffAttribute Parse(ReadOnlySpan<char> declaration, string place)
    {
        var rest = declaration.Trim();
        var name = ParseName(ref rest, place);
        rest = rest.Trim();
        return new ArffAttribute(name, ParseKind(rest, name, place));
    }

    private static string ParseName(ref ReadOnlySpan<char> rest, string place)
    {
        if (rest.IsEmpty) throw new DataProblem($"an attribute needs a name and a type, but has none at {place}");
        if (rest[0] is not ('\'' or '"'))
        {
            var end = rest.IndexOfAny(' ', '\t', '{');
            if (end < 0) throw new DataProblem($"the attribute {DataProblem.Quote(rest)} has no type at {place}");
            var plain = rest[..end].ToString();
            rest = rest[end..];
            return plain;
        }

        var quote = rest[0];
        var name = new List<char>();
        for (var i = 1; i < rest.Length; i++)
        {
            // A backslash protects the quote, and itself.
            if (rest[i] == '\\' && i + 1 < rest.Length) name.Add(rest[++i]);
            else if (rest[i] != quote) name.Add(rest[i]);
            else
            {
                rest = rest[(i + 1)..];
                return new string([.. name]);
            }
        }

        throw new DataProblem($"the quoted name {DataProblem.Quote(rest)} has no end at {place}");
    }

    private static ArffKind ParseKind(ReadOnlySpan<char> type, string name, string place)
    {
        foreach (var numeric in (ReadOnlySpan<string>)["numeric", "real", "integer"])
            if (type.Equals(numeric, StringComparison.OrdinalIgnoreCase)) return ArffKind.Numeric;

        if (type.Length >= 2 && type[0] == '{' && type[^1] == '}')
        {
            var inner = type[1..^1];
            var comma = inner.IndexOf(',');
            if (comma >= 0)
            {
                var first = Unquote(inner[..comma].Trim());
                var second = Unquote(inner[(comma + 1)..].Trim());
                if (first is "0" && second is "1") return ArffKind.ZeroOne;
                if (first is "1" && second is "0") return ArffKind.OneZero;
            }
        }

        throw new DataProblem(
            $"the attribute {DataProblem.Quote(name)} must be numeric or {{0,1}}, but its type is {DataProblem.Quote(type)} at {place}; convert it, e.g. to one {{0,1}} attribute a value");
    }

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> value) =>
        value.Length >= 2 && value[0] is '\'' or '"' && value[^1] == value[0] ? value[1..^1] : value;
}
