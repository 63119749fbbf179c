using System.Text;
using Shared.Spec.Yaml;

namespace Shared.Spec.Reading;

/// <summary>Reads a spec's file, at most as much of it as a spec may have.</summary>
internal static class SpecFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>null: it cannot be read, and the problem is noted.</returns>
    public static string? Read(string path, SpecProblems problems)
    {
        var refusal = Directory.Exists(path) ? $"{path} is a directory: name the spec's file in it"
            : !File.Exists(path) ? $"there is no file {path}"
            : null;
        if (refusal is null)
        {
            try
            {
                return StrictUtf8.GetString(ReadLimited(path));
            }
            catch (DecoderFallbackException)
            {
                refusal = $"{path} is no UTF-8 text";
            }
            catch (InvalidDataException)
            {
                refusal = $"{path} has more than the {YamlDocument.MostBytes / 1024} KiB that a spec may have";
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                refusal = $"{path} cannot be read: {error.Message}";
            }
        }
        problems.Add("", 0, refusal);
        return null;
    }

    private static byte[] ReadLimited(string path)
    {
        // The length is not asked for: devices and pipes say 0 and never end.
        using var file = File.OpenRead(path);
        var bytes = new byte[YamlDocument.MostBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count <= YamlDocument.MostBytes ? bytes[..count] : throw new InvalidDataException();
    }
}
