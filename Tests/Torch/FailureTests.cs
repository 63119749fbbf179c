using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Tests.Torch;

public sealed class FailureTests
{
    [Fact]
    public void Shapes_that_do_not_fit_are_an_exception_with_libtorchs_message()
    {
        using var scope = NewDisposeScope();
        var failure = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.StartsWith("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", failure.Message);
    }

    [Fact]
    public async Task Each_thread_reads_the_message_of_its_own_failure()
    {
        static string Message(long size)
        {
            using var scope = NewDisposeScope();
            return Assert.Throws<ExternalException>(() => ones(size).reshape(7, 11)).Message;
        }

        var messages = await Task.WhenAll(Enumerable.Range(1, 50).Select(size => Task.Run(() => (size, text: Message(size)))));
        Assert.All(messages, message => Assert.Equal($"shape '[7, 11]' is invalid for input of size {message.size}", message.text));
    }

    [Fact]
    public void A_device_this_libtorch_cannot_use_is_a_clear_message()
    {
        if (cuda.is_available())
        {
            return;
        }
        var failure = Assert.Throws<ExternalException>(() => zeros([2], device: "cuda:0"));
        Assert.Equal("device cuda:0 is asked for, but this libtorch was built without CUDA", failure.Message.Split('\n')[0]);
    }

    [Fact]
    public void A_device_that_is_none_is_named() =>
        Assert.Equal("a device is \"cpu\", \"cuda\" or \"cuda:N\", not \"tpu\"", Assert.Throws<ArgumentException>(() => new Device("tpu")).Message);

    [Fact]
    public void A_disposed_tensor_is_refused()
    {
        var gone = ones(2);
        gone.Dispose();
        Assert.True(gone.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => gone + 1);
    }

    [Fact]
    public void Backward_of_more_than_a_scalar_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith("grad can be implicitly created only for scalar outputs", Assert.Throws<ExternalException>(() => (ones([2], requires_grad: true) * 2).backward()).Message);
    }

    [Fact]
    public void Elements_are_read_as_what_they_are()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("the tensor holds Float32, not Double", Assert.Throws<ArgumentException>(() => ones(2).data<double>()).Message);
        Assert.Equal("item needs one element, but the tensor has 2", Assert.Throws<ArgumentException>(() => ones(2).item<float>()).Message);
        Assert.Equal("the shape holds 6 elements, but got 2", Assert.Throws<ArgumentException>(() => tensor(new[] { 1f, 2 }, [2, 3])).Message);
    }
}
