using Coordinator.Cli;

namespace Tests.Cli;

/// <summary>Curves in a line of text.</summary>
public sealed class SparklineTests
{
    [Theory]
    [InlineData(new[] { 0.0, 1, 2, 3, 4, 5, 6, 7 }, 10, "▁▂▃▄▅▆▇█")]
    [InlineData(new[] { 7.0, 0 }, 10, "█▁")]
    [InlineData(new[] { 0.25, 0.25, 0.25 }, 10, "▄▄▄")]
    [InlineData(new[] { 0.25 }, 10, "▄")]
    [InlineData(new double[0], 10, "")]
    [InlineData(new[] { 0.0, 1 }, 0, "")]
    [InlineData(new[] { double.NaN, 0, double.PositiveInfinity, 1, double.NegativeInfinity }, 10, " ▁ █ ")]
    [InlineData(new[] { double.NaN, double.NaN }, 10, "  ")]
    [InlineData(new[] { double.MinValue, 0, double.MaxValue }, 10, "▁▅█")]
    public void A_curve_is_a_character_a_point(double[] values, int width, string shown) =>
        Assert.Equal(shown, Sparkline.Of([.. values.Select(value => (double?)value)], width));

    [Fact]
    public void What_is_not_known_is_a_gap() => Assert.Equal("▁ █", Sparkline.Of([0, null, 1], 10));

    [Fact]
    public void A_long_curve_fits_and_ends_with_its_last_value()
    {
        for (var count = 1; count < 200; count++)
        {
            var curve = Sparkline.Of([.. Enumerable.Range(0, count).Select(i => (double?)i)], 24);
            Assert.Equal(Math.Min(count, 24), curve.Length);
            if (count > 1) Assert.Equal('█', curve[^1]);
        }
    }

    [Fact]
    public void A_gap_in_a_long_curve_is_passed_over_where_its_part_has_a_value() => Assert.Equal("▁█", Sparkline.Of([0, null, 1, null], 2));

    [Fact]
    public void Curves_on_one_scale_compare() => Assert.Equal(("▁▄", "▅█"), (Sparkline.Of([0, 3], 5, scale: [4, 7]), Sparkline.Of([4, 7], 5, scale: [0, 3])));
}
