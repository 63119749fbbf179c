using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using Worker.Data;

namespace Worker.Weights;

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors, "Format"), which Python reads as well and which, unlike a
/// pickle, cannot run anything: the header's length as a little-endian u64, the header as JSON, then the tensors' bytes.
/// <code>
/// {"__metadata__":{"name":"text"},"layer1.bias":{"dtype":"F32","shape":[512],"data_offsets":[0,2048]}}
/// </code>
/// Only float32 tensors are written and read, and rows of bytes (<c>U8</c>).
/// </summary>
internal sealed record SafeTensors(IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    private static readonly FrozenDictionary<string, byte[]> None = FrozenDictionary<string, byte[]>.Empty;

    private const string MetadataName = "__metadata__";
    private const int LengthBytes = sizeof(ulong);

    /// <summary>Label names and settings take kilobytes.</summary>
    private const int LongestHeader = 64 << 20;

    /// <summary>Stored after the tensors, each as one row.</summary>
    public IReadOnlyDictionary<string, byte[]> Bytes { get; init; } = None;

    public byte[] Encode()
    {
        var header = EncodeHeader();
        // The tensors begin at a multiple of eight bytes, for whoever maps the file into memory.
        var start = (LengthBytes + header.Length + 7) / 8 * 8;
        var file = new byte[checked(start + Tensors.Values.Sum(tensor => tensor.Values.Length * sizeof(float)) + Bytes.Values.Sum(row => row.Length))];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)(start - LengthBytes));
        file.AsSpan(LengthBytes, start - LengthBytes).Fill((byte)' ');
        header.CopyTo(file.AsSpan(LengthBytes));
        foreach (var tensor in Tensors.Values)
        {
            var bytes = MemoryMarshal.AsBytes(tensor.Values.AsSpan());
            bytes.CopyTo(file.AsSpan(start));
            start += bytes.Length;
        }
        foreach (var row in Bytes.Values)
        {
            row.CopyTo(file.AsSpan(start));
            start += row.Length;
        }
        return file;
    }

    /// <param name="place">What to call the bytes in messages.</param>
    /// <exception cref="DataProblem">The bytes are no safetensors file, are cut off, or hold other tensors than float32.</exception>
    public static SafeTensors Decode(ReadOnlySpan<byte> file, string place)
    {
        if (file.Length < LengthBytes) throw new DataProblem($"{place} is no safetensors file: it has {file.Length} bytes, and its header's length alone takes {LengthBytes}");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length > LongestHeader || length > (ulong)(file.Length - LengthBytes))
            throw new DataProblem($"{place} is no safetensors file or was cut off: its header would take {length} bytes, and the file has {file.Length}");
        try
        {
            var header = file.Slice(LengthBytes, (int)length);
            using var parsed = JsonDocument.Parse(header.ToArray());
            return DecodeHeader(parsed.RootElement, file[(LengthBytes + (int)length)..]);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InvalidDataException or OverflowException)
        {
            throw new DataProblem($"{place} is no sound safetensors file: {broken.Message}");
        }
    }

    private byte[] EncodeHeader()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach (var (name, text) in Metadata) json.WriteString(name, text);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in Tensors) WriteEntry(name, "F32", tensor.Shape, tensor.Values.Length * sizeof(float));
            foreach (var (name, row) in Bytes) WriteEntry(name, "U8", [row.Length], row.Length);
            json.WriteEndObject();

            void WriteEntry(string name, string type, long[] shape, int length)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [offset, offset += length]);
                json.WriteEndObject();
            }
        }
        return stream.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static SafeTensors DecodeHeader(JsonElement header, ReadOnlySpan<byte> body)
    {
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, StoredTensor>();
        var rows = new Dictionary<string, byte[]>();
        foreach (var entry in header.EnumerateObject())
        {
            if (entry.NameEquals(MetadataName))
                foreach (var text in entry.Value.EnumerateObject()) metadata.Add(text.Name, text.Value.GetString() ?? "");
            else if (entry.Value.GetProperty("dtype").GetString() is "U8")
                rows.Add(entry.Name, DecodeBytes(entry.Value, body, sizeof(byte), out _).ToArray());
            else
                tensors.Add(entry.Name, DecodeTensor(entry.Value, body));
        }
        return new SafeTensors(metadata, tensors) { Bytes = rows };
    }

    private static StoredTensor DecodeTensor(JsonElement entry, ReadOnlySpan<byte> body)
    {
        if (entry.GetProperty("dtype").GetString() is not "F32" and var type) throw new InvalidDataException($"tensors must be F32, but one is {type}");
        var bytes = DecodeBytes(entry, body, sizeof(float), out var shape);
        return new StoredTensor(shape, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    private static ReadOnlySpan<byte> DecodeBytes(JsonElement entry, ReadOnlySpan<byte> body, int elementBytes, out long[] shape)
    {
        shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (offsets is not [var start, var end] || start < 0 || end < start || end > body.Length)
            throw new InvalidDataException($"a tensor's data must lie within {body.Length} bytes");
        if (shape.Any(size => size < 0) || checked(shape.Aggregate(1L, (product, size) => product * size) * elementBytes) != end - start)
            throw new InvalidDataException($"a tensor of shape [{string.Join(", ", shape)}] has {end - start} bytes");
        return body[(int)start..(int)end];
    }
}
