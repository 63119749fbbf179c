using System.CommandLine;
using System.Text.Json;
using Shared.Protocol;
using Shared.Spec;
using Worker.Data;

namespace Worker.Modes;

/// <summary>
/// <c>sweeps-worker prepare</c>: reads a <see cref="PrepareRequest"/> from standard input, prepares the data into the cache,
/// and answers with a <see cref="PrepareReply"/> on standard output. What it does goes to standard error, line by line.
/// </summary>
internal static class PrepareMode
{
    /// <summary>Added before a logarithm is taken, so that a zero has one.</summary>
    private const double LogEpsilon = 1e-6;

    public static Command Command()
    {
        var dataRoot = new Option<string>("--data-root") { Description = "Data files must lie below this directory, links resolved", DefaultValueFactory = _ => "/" };
        var command = new Command("prepare", "Prepare a sweep's data; started by sweeps") { dataRoot };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var input = Console.OpenStandardInput();
            var request = await JsonSerializer.DeserializeAsync(input, ProtocolJson.Default.PrepareRequest, cancellation)
                ?? throw new JsonException("the request is null");
            var reply = await Prepare(request, arguments.GetValue(dataRoot)!, cancellation);
            await using var output = Console.OpenStandardOutput();
            await JsonSerializer.SerializeAsync(output, reply, ProtocolJson.Default.PrepareReply, cancellation);
            return reply switch { { Problem: null } => 0, { IsMachine: true } => 1, _ => 2 };
        });
        return command;
    }

    private static async Task<PrepareReply> Prepare(PrepareRequest request, string dataRoot, CancellationToken cancellation)
    {
        try
        {
            var (data, path) = await DataPreparation.PrepareAsync(Translate(request, dataRoot), request.Cache, Console.Error.WriteLine, cancellation);
            var rows = data.Train.Count + data.Validation.Count + data.Test.Count;
            var positives = data.Train.Labels.Indices.Length + data.Validation.Labels.Indices.Length + data.Test.Labels.Indices.Length;
            return new PrepareReply(null, IsMachine: false, new PreparedSummary(
                path, data.FeatureCount, data.LabelNames.Count, data.Train.Count, data.Validation.Count, data.Test.Count, (double)positives / rows, data.Warnings));
        }
        catch (DataProblem problem)
        {
            return new PrepareReply(problem.Message, IsMachine: false, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new PrepareReply($"the data could not be prepared in {request.Cache}: {error.Message}", IsMachine: true, null);
        }
    }

    private static DataRequest Translate(PrepareRequest request, string dataRoot)
    {
        var data = request.Data;
        string? Below(string? path) => path is null ? null : DataRoot.Resolve(dataRoot, path);
        var translated = new DataRequest
        {
            Format = data.Format switch
            {
                "debtags" => DataFormat.Debtags,
                "mulan" => DataFormat.Mulan,
                var unknown => throw new DataProblem($"`format` must be debtags or mulan, but is {DataProblem.Quote(unknown)} at data.format"),
            },
            Rows = data.Rows,
            Labels = data.Labels,
            MinPositives = data.MinPositives,
            TrainPath = Below(data.Train),
            TestPath = Below(data.Test),
            HeaderPath = Below(data.Header),
            ValidationShare = data.ValidationShare,
            TestShare = data.TestShare,
            Seed = request.Seed,
            Preprocessing = new Preprocessing { Standardise = data.Standardise, Drop = data.Drop, Log = [.. data.Log.Select(name => (name, LogEpsilon))] },
        };
        return data.Features is { } features ? translated with { Features = features } : translated;
    }
}
