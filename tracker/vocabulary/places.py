"""Names of places in Albanian, Serbian and English, for the search."""

# Each place by its names, folded, as they begin: the endings are inflected in two of the three
# languages. A part of up to three letters is compared whole.
PLACES = tuple(
    tuple(names.split(", "))
    for names in """
prishtin, pristin
fushe kosov, kosovo polj, kosova polj, kosovu polj
kosov
mitrovic
peja, peje, pejes, pec, peci
prizren
gjakov, dakov, djakov
gjilan, gnjilan
ferizaj, urosev
vushtrri, vucitrn
skenderaj, srbica, srbice, srbici
lipjan, lipljan
podujev, besian
istog, istok, burim
kline, klina, klini
drenas, gllogoc, glogovac, glogovc
suhareka, suhareke, therand, suva reka, suve reke, suvoj reci
rahovec, orahov
malishev, malisev
kamenic, dardan
vitia, vitise, vitin
decan
dragash, dragas
obiliq, obilic, kastriot
shtime, stimlj
shterpc, strpc
gracanic
partesh, partes
ranillug, ranilug
kllokot, klokot
mamush, mamus
hani i elezit, hanit te elezit, elez han, elez han, deneral jankovic, djeneral jankovic
leposaviq, leposavic
novoberd, novo brdo, novog brda, novom brdu
zubin potok, zubinog potok, zubinom potok
shqiperi, albani
maqedoni, makedoni, macedoni
mali i zi, malit te zi, crna gora, crne gore, crnoj gori, montenegro
""".strip().splitlines()
)
