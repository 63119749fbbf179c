using System.Diagnostics;
using System.Text.Json;
using Shared.Protocol;

namespace Coordinator.Local;

/// <summary>Has the worker's program prepare a sweep's data; the coordinator itself opens no file that a spec names.</summary>
internal static class DataPreparation
{
    /// <param name="say">Told what is being done, line by line.</param>
    /// <exception cref="RefusedException">The data is at fault.</exception>
    /// <exception cref="SetUpException">The preparation could not run.</exception>
    public static async Task<PreparedSummary> Run(PrepareRequest request, Action<string> say, CancellationToken cancellation)
    {
        using var process = Process.Start(WorkerProgram.Start("prepare")) ?? throw new SetUpException("sweeps-worker prepare could not be started");
        try
        {
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is { Length: > 0 } text) say(text);
            };
            process.BeginErrorReadLine();
            // Standard input stays open: it is the lifeline.
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, ProtocolJson.Default.PrepareRequest).AsMemory(), cancellation);
            await process.StandardInput.FlushAsync(cancellation);
            var answer = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            var reply = Parse(answer) ?? throw new SetUpException($"sweeps-worker prepare ended with exit code {process.ExitCode} and said nothing of the data");
            return reply switch
            {
                { Prepared: { } prepared } => prepared,
                { IsMachine: true } => throw new SetUpException($"{reply.Problem}"),
                _ => throw new RefusedException(reply.Problem ?? "the data could not be prepared"),
            };
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static string Describe(PreparedSummary data) =>
        $"{data.TrainRows} rows to train, {data.ValidationRows} to validate, {data.TestRows} to test; {data.Features} features; {data.Labels} labels, {data.LabelsPerRow:F1} a row";

    private static PrepareReply? Parse(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, ProtocolJson.Default.PrepareReply);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
