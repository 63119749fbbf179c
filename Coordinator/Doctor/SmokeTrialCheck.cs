using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Coordinator.Local;
using Shared.Protocol;

namespace Coordinator.Doctor;

/// <summary>Whether the worker's program trains on this machine: a trial of a moment, in a process of its own.</summary>
internal sealed class SmokeTrialCheck(string device) : ICheck
{
    public string Name => "trial";

    public async Task<Finding> Look(CancellationToken cancellation)
    {
        using var process = Process.Start(WorkerProgram.Start("smoke", "--device", device)) ?? throw new SetUpException("sweeps-worker smoke could not be started");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var answer = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return Parse(answer) switch
            {
                null => new Finding(
                    Name, Verdict.Wrong, $"the trial's process ended with exit code {process.ExitCode} and without a result: {(await errors).Trim().Split('\n')[0]}",
                    "libtorch or the GPU's driver is broken or missing: './sweeps' installs the former on Debian, nvidia-smi tells of the latter"),
                { Problem: { } problem } => new Finding(Name, Verdict.Wrong, $"no trial can be trained on {device}: {problem}", "name another --device (cpu, cuda, cuda:N), or put the GPU's driver right: nvidia-smi must list it"),
                var reply => new Finding(Name, Verdict.Good, string.Create(
                    CultureInfo.InvariantCulture, $"one was trained on {reply.Device} in {reply.Seconds:F1} s, from a loss of {reply.FirstLoss:F3} to {reply.LastLoss:F3}")),
            };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static SmokeReply? Parse(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, ProtocolJson.Default.SmokeReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
