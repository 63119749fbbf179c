using System.Diagnostics;
using System.Globalization;

namespace Tests.Chaos;

/// <summary>Says what is done, line by line, with the seconds since the beginning.</summary>
internal sealed class Telling(TextWriter output)
{
    private readonly Lock sync = new();
    private readonly long begun = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(begun);

    public void Say(string line)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,8:F2} s  {line}");
        lock (sync) output.WriteLine(text);
    }
}
