using System.ComponentModel;
using Coordinator.Client;
using Coordinator.Ledger;
using Coordinator.Local;
using Npgsql;

namespace Coordinator.Doctor;

/// <summary>Makes one check after the other. What keeps a check from looking is what is wrong.</summary>
internal static class Examination
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    /// <param name="checks">Of which each needs the ones before: after one that finds something wrong the rest is not looked at.</param>
    public static async Task<IReadOnlyList<Finding>> Chain(IEnumerable<ICheck> checks, Action<Finding> found, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        foreach (var check in checks)
        {
            var finding = await Look(check, cancellation);
            findings.Add(finding);
            found(finding);
            if (finding.Verdict == Verdict.Wrong && check is IFoundation) break;
        }
        return findings;
    }

    private static async Task<Finding> Look(ICheck check, CancellationToken cancellation)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        until.CancelAfter(Most);
        try
        {
            return await check.Look(until.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Finding(check.Name, Verdict.Wrong, $"there was no answer within {Most.TotalSeconds:F0} s");
        }
        catch (Exception error) when (error is SetUpException or RefusedException or ServerAwayException or ServerRefusedException or LedgerException or LedgerSchemaException or NpgsqlException
            or IOException or Win32Exception)
        {
            return new Finding(check.Name, Verdict.Wrong, error.Message);
        }
    }
}

/// <summary>A check that nothing after it can do without.</summary>
internal interface IFoundation : ICheck;
