using System.Globalization;

namespace Coordinator.Doctor;

/// <summary>
/// How far another clock is from this machine's. Leases and budgets do not depend on it; certificates, times that people read and what is swept by age do.
/// </summary>
/// <param name="whose">Such as <c>the coordinator</c>.</param>
/// <param name="read">Reads it, which takes a moment; half of that is allowed for.</param>
internal sealed class ClockCheck(string whose, Func<CancellationToken, Task<DateTimeOffset>> read, TimeProvider time) : ICheck
{
    private static readonly TimeSpan Noted = TimeSpan.FromSeconds(5), Wrong = TimeSpan.FromMinutes(5);

    public string Name => "clock";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        var asked = time.GetUtcNow();
        var begun = time.GetTimestamp();
        var there = await read(cancellation);
        var took = time.GetElapsedTime(begun);
        var offset = there - (asked + took / 2);
        var said = string.Create(CultureInfo.InvariantCulture, $"{whose}'s is {offset.Duration().TotalSeconds:F2} s {(offset < TimeSpan.Zero ? "behind" : "ahead of")} this machine's, give or take {took.TotalSeconds / 2:F2} s");
        const string Remedy = "let both machines follow a time server (chrony, systemd-timesyncd)";
        return offset.Duration() switch
        {
            var off when off > Wrong => new Finding(Name, Verdict.Wrong, said, Remedy),
            var off when off > Noted => new Finding(Name, Verdict.Warning, said, Remedy),
            _ => new Finding(Name, Verdict.Good, said),
        };
    }
}
