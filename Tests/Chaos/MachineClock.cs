namespace Tests.Chaos;

/// <summary>A machine's clock, as Debian's faketime bends it for one process and what descends from it.</summary>
/// <param name="Shift">As FAKETIME has it; null: the true time.</param>
/// <param name="Drifts">Its pace is wrong too, also of the clock that only counts.</param>
internal sealed record MachineClock(string? Shift, bool Drifts)
{
    public static readonly MachineClock True = new(null, false);

    /// <summary>Clocks that are wrong as clocks are: set wrongly, or a little too fast or slow. Two in a hundred is far more than a crystal, and less than a lease's margin.</summary>
    public static readonly IReadOnlyList<MachineClock> Wrong =
        [new("+1h", false), new("-1h", false), new("-400d", false), new("+37s", false), new("+0 x1.02", true), new("+0 x0.98", true)];

    private static string? Library { get; } = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-*").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    public void Bend(IDictionary<string, string?> environment)
    {
        if (Shift is null) return;
        environment["LD_PRELOAD"] = Library ?? throw new InvalidOperationException("Debian's faketime is not installed: ./test installs it");
        environment["FAKETIME"] = Shift;
        environment["NO_FAKE_STAT"] = "1";
        if (!Drifts) environment["DONT_FAKE_MONOTONIC"] = "1";
    }

    public override string ToString() => Shift ?? "true";
}
