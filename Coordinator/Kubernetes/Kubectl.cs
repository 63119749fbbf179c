using System.ComponentModel;
using System.Diagnostics;
using Coordinator.Local;

namespace Coordinator.Kubernetes;

/// <summary>The program <c>kubectl</c>, with the user's own configuration and rights: Sweeps itself speaks with no Kubernetes API.</summary>
/// <param name="Context">Of that configuration; null: its current one.</param>
/// <param name="Namespace">Where Sweeps is installed.</param>
internal sealed record Kubectl(string? Context, string Namespace)
{
    /// <summary>The namespace of the manifests in k8s/.</summary>
    public const string UsualNamespace = "sweeps";

    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(20);

    /// <summary>For messages.</summary>
    public string Place => $"namespace '{Namespace}' of {(Context is null ? "kubectl's current context" : $"context '{Context}'")}";

    public IReadOnlyList<string> Words(params IEnumerable<string> words) =>
        ["kubectl", .. Context is null ? (string[])[] : ["--context", Context], "--namespace", Namespace, .. words];

    /// <summary>As a person would type it.</summary>
    public string Typed(params IEnumerable<string> words) => string.Join(' ', Words(words));

    /// <summary>Asks and returns what it prints.</summary>
    /// <exception cref="SetUpException">There is no kubectl, or it does not answer.</exception>
    public async Task<KubectlAnswer> Ask(CancellationToken cancellation, params IEnumerable<string> words)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        until.CancelAfter(Answering);
        var command = Words(words);
        using var process = Start(new ProcessStartInfo(command[0], command.Skip(1)));
        process.StandardInput.Close();
        try
        {
            var errors = process.StandardError.ReadToEndAsync(until.Token);
            var output = await process.StandardOutput.ReadToEndAsync(until.Token);
            await process.WaitForExitAsync(until.Token);
            return new KubectlAnswer(process.ExitCode == 0, output.Trim(), (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            cancellation.ThrowIfCancellationRequested();
            throw new SetUpException($"'{string.Join(' ', command)}' did not answer within {Answering.TotalSeconds:F0} s: is the cluster reachable from here?");
        }
    }

    internal static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new SetUpException($"{start.FileName} cannot be started ({error.Message}): install kubectl so that it is on the PATH, or name a coordinator with --server");
        }
    }
}

/// <param name="IsGood">Whether it ended with 0.</param>
internal sealed record KubectlAnswer(bool IsGood, string Output, string Errors)
{
    /// <summary>What it said last, which is the reason.</summary>
    public string Reason => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "it said nothing";

    public bool IsNotFound => Errors.Contains("(NotFound)", StringComparison.Ordinal);

    public bool IsForbidden => Errors.Contains("(Forbidden)", StringComparison.Ordinal);
}
