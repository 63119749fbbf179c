using System.Text;
using Worker.Agent;

namespace Tests.Agent;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("12345678\nb\n", new[] { "12345678", "b" })]
    [InlineData("123456789\nb\n", new[] { "12345678...", "b" })]
    [InlineData("1234567890123456789012345678901234567890\nb", new[] { "12345678...", "b" })]
    [InlineData("123456789", new[] { "12345678..." })]
    public async Task Lines_are_read_however_the_bytes_arrive_and_long_ones_are_cut(string text, string[] lines)
    {
        foreach (var most in (int[])[1, 3, 7, 4096])
            Assert.Equal(lines, await ReadAsync(new Trickle(Encoding.UTF8.GetBytes(text), most)));
    }

    [Fact]
    public async Task Line_of_many_megabytes_is_cut_and_the_next_is_whole()
    {
        var text = new byte[5_000_000];
        Array.Fill(text, (byte)'a');
        var lines = await ReadAsync(new MemoryStream([.. text, .. "\nnext\n"u8]));
        Assert.Equal(["aaaaaaaa...", "next"], lines);
    }

    private static async Task<List<string>> ReadAsync(Stream stream)
    {
        var reader = new LineReader(stream.ReadAsync, longest: 8);
        var lines = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None) is { } line)
            lines.Add(Encoding.UTF8.GetString(line.Bytes.Span) + (line.IsCut ? "..." : ""));
        return lines;
    }

    /// <summary>Gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
