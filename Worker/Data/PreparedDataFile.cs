using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Worker.Data;

/// <summary>
/// The binary file of a <see cref="PreparedData"/>, little-endian:
/// <code>
/// 8 bytes  "SWEEPSDT"
/// u32      version
/// u32      0
/// u64      length of content        names, counts and the three parts
/// u64      length of notes          source and warnings
/// ...      content, notes
/// 32 bytes SHA-256 of all before
/// </code>
/// An array is its u32 length and its elements; a text is the array of its UTF-8 bytes.
/// </summary>
internal static class PreparedDataFile
{
    public const int Version = 1;

    private const int HeaderLength = 32;
    private const int ChecksumLength = SHA256.HashSizeInBytes;

    /// <summary>What one array of .NET can hold; a data set of a million rows stays below.</summary>
    private const long LongestFile = 0x7fffffc7;

    private static ReadOnlySpan<byte> Magic => "SWEEPSDT"u8;

    /// <summary>Writes to a temporary file, flushes it to the disk and renames it, so that a reader sees all or nothing.</summary>
    public static void Save(PreparedData data, string path) => AtomicFile.Write(path, Encode(data));

    /// <exception cref="DataProblem">The file is missing, truncated, garbled or of another version.</exception>
    public static PreparedData Load(string path)
    {
        if (!File.Exists(path)) throw new DataProblem($"the prepared data {path} does not exist; prepare the data again");
        var length = new FileInfo(path).Length;
        if (length > LongestFile) throw new DataProblem($"prepared data may have at most {LongestFile} bytes, but {path} has {length}");
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <param name="place">What to call the bytes in messages: a path or an artefact's name.</param>
    /// <exception cref="DataProblem">The bytes are truncated, garbled or of another version.</exception>
    public static PreparedData Decode(ReadOnlySpan<byte> file, string place)
    {
        var content = CheckedPayload(file, place, out var notes);
        try
        {
            var reader = new PreparedDataReader(content, place);
            var labelNames = reader.ReadTexts();
            var featureCount = reader.ReadCount();
            var train = reader.ReadPart(featureCount, labelNames.Length);
            var validation = reader.ReadPart(featureCount, labelNames.Length);
            var test = reader.ReadPart(featureCount, labelNames.Length);
            reader.ExpectEnd();

            var noteReader = new PreparedDataReader(notes, place);
            var source = noteReader.ReadText();
            var warnings = noteReader.ReadTexts();
            noteReader.ExpectEnd();
            return new PreparedData(labelNames, featureCount, train, validation, test, source, warnings);
        }
        catch (ArgumentException broken)
        {
            throw new DataProblem($"{place} is no sound data set: {broken.Message}; prepare the data again");
        }
    }

    public static byte[] Encode(PreparedData data)
    {
        var content = EncodeContent(data);
        var notes = new MemoryStream();
        WriteText(notes, data.Source);
        WriteTexts(notes, data.Warnings);

        var file = new byte[checked((int)(HeaderLength + content.Length + notes.Length + ChecksumLength))];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(16), content.Length);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(24), notes.Length);
        content.ToArray().CopyTo(file, HeaderLength);
        notes.ToArray().CopyTo(file, HeaderLength + content.Length);
        SHA256.HashData(file.AsSpan(..^ChecksumLength), file.AsSpan(^ChecksumLength..));
        return file;
    }

    /// <summary>SHA-256 of the content, in lower-case hexadecimal.</summary>
    public static string FingerprintOf(PreparedData data)
    {
        var content = EncodeContent(data);
        content.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    private static ReadOnlySpan<byte> CheckedPayload(ReadOnlySpan<byte> file, string place, out ReadOnlySpan<byte> notes)
    {
        if (file.Length < HeaderLength + ChecksumLength || !file[..8].SequenceEqual(Magic))
            throw new DataProblem($"{place} is not a file of prepared data, or was cut off in its header; prepare the data again");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (version != Version)
            throw new DataProblem($"{place} has version {version} of prepared data, and this program reads version {Version}; prepare the data again");

        var contentLength = BinaryPrimitives.ReadUInt64LittleEndian(file[16..]);
        var notesLength = BinaryPrimitives.ReadUInt64LittleEndian(file[24..]);
        var room = (ulong)(file.Length - HeaderLength - ChecksumLength);
        if (contentLength > room || notesLength != room - contentLength)
            throw new DataProblem($"{place} has {file.Length} bytes, which is not what its header says: it was cut off or added to; prepare the data again");

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        SHA256.HashData(file[..^ChecksumLength], checksum);
        if (!checksum.SequenceEqual(file[^ChecksumLength..]))
            throw new DataProblem($"{place} has a wrong checksum: its content was changed or damaged; prepare the data again");

        var content = file.Slice(HeaderLength, (int)contentLength);
        notes = file.Slice(HeaderLength + content.Length, (int)notesLength);
        return content;
    }

    private static MemoryStream EncodeContent(PreparedData data)
    {
        var content = new MemoryStream();
        WriteTexts(content, data.LabelNames);
        WriteCount(content, data.FeatureCount);
        foreach (var part in new[] { data.Train, data.Validation, data.Test })
        {
            WriteArray<int>(content, part.Features.Offsets);
            WriteArray<int>(content, part.Features.Indices);
            WriteArray<float>(content, part.Features.Values);
            WriteArray<int>(content, part.Labels.Offsets);
            WriteArray<int>(content, part.Labels.Indices);
        }

        return content;
    }

    private static void WriteTexts(Stream to, IReadOnlyList<string> texts)
    {
        WriteCount(to, texts.Count);
        foreach (var text in texts) WriteText(to, text);
    }

    private static void WriteText(Stream to, string text) => WriteArray<byte>(to, Encoding.UTF8.GetBytes(text));

    /// <summary>Elements as they lie in memory: every machine .NET 10 runs on is little-endian, but for s390x.</summary>
    private static void WriteArray<T>(Stream to, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        WriteCount(to, elements.Length);
        to.Write(MemoryMarshal.AsBytes(elements));
    }

    private static void WriteCount(Stream to, int count)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        to.Write(bytes);
    }
}
