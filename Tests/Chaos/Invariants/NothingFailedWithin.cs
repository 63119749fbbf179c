namespace Tests.Chaos.Invariants;

/// <summary>What programs themselves call an error: a command on which the decider threw, a request that failed, an exception that nobody caught.</summary>
internal sealed class NothingFailedWithin : Invariant
{
    private static readonly string[] Marks = ["\"level\":\"error\"", "Unhandled exception", "   at "];

    public override string Sentence => "no coordinator and no worker logged an error";

    public override Task<Finding> Check(Aftermath play)
    {
        var lines = play.Stage.Everybody.SelectMany(one => File.ReadLines(one.Log).Select(line => (one.Name, Line: line))).ToList();
        return Finding.Of(
            $"{lines.Count} lines of logs",
            [.. lines.Where(line => Marks.Any(mark => line.Line.Contains(mark, StringComparison.Ordinal))).Select(line => $"{line.Name}: {line.Line}")]);
    }
}
