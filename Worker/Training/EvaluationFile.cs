using System.IO.Compression;
using System.Text.Json;
using Shared.Protocol;
using Shared.Trials;

namespace Worker.Training;

/// <summary>Writes an <see cref="Evaluation"/> as the artefact of that name has it.</summary>
internal static class EvaluationFile
{
    public static void Save(Evaluation evaluation, string path)
    {
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Optimal);
        JsonSerializer.Serialize(gzip, evaluation, EvaluationJson.Default.Evaluation);
    }
}
