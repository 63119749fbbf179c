"""The model of TrainBenchmark.cs in PyTorch, driven over a pipe: a line "N" trains N steps and answers
the seconds they took and the loss before each."""
import json
import sys
import time

import torch

folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))
FEATURES, HIDDEN, LABELS, BATCHES = (shape[key] for key in ("features", "hidden", "labels", "batches"))


def read(name, dtype):
    return torch.frombuffer(bytearray(open(f"{folder}/{name}", "rb").read()), dtype=dtype)


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.input = torch.nn.EmbeddingBag(FEATURES, HIDDEN, mode="sum")
        self.bias = torch.nn.Parameter(torch.zeros(HIDDEN))
        self.output = torch.nn.Linear(HIDDEN, LABELS)

    def forward(self, indices, offsets, values):
        return self.output(torch.relu(self.input(indices, offsets, per_sample_weights=values) + self.bias))


torch.set_num_threads(1)
model = Model()
with torch.no_grad():
    model.input.weight.copy_(read("input.weight", torch.float32).view(FEATURES, HIDDEN))
    model.output.weight.copy_(read("output.weight", torch.float32).view(LABELS, HIDDEN))
    model.output.bias.copy_(read("output.bias", torch.float32))
batches = [
    (
        read(f"{i}.indices", torch.int64),
        read(f"{i}.offsets", torch.int64),
        read(f"{i}.values", torch.float32),
        read(f"{i}.target", torch.float32).view(-1, LABELS),
    )
    for i in range(BATCHES)
]
optimizer = torch.optim.Adam(model.parameters(), lr=shape["learning_rate"])
bce = torch.nn.BCEWithLogitsLoss()
step = 0
for line in sys.stdin:
    losses = []
    start = time.perf_counter()
    for _ in range(int(line)):
        indices, offsets, values, target = batches[step % BATCHES]
        step += 1
        optimizer.zero_grad(set_to_none=True)
        loss = bce(model(indices, offsets, values), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "losses": [loss.item() for loss in losses]}), flush=True)
