"""First names and last names to combine at random; no combination is meant to be a real person."""

FIRST_NAMES = (
    "Adèle Aïcha Alain Alice Amadou Amina Amine André Anissa Anne Antoine Arthur Awa Axel Baptiste "
    "Béatrice Bernard Bilal Brigitte Camille Carole Catherine Cécile Chantal Chloé Christian Claire "
    "Claude Clément Colette Daniel David Denise Didier Djamila Dominique Élise Élodie Émile Emma Éric "
    "Esther Étienne Eva Fabrice Farid Fatima Fatou Florence Francis Françoise Gabriel Gaëlle Gérard "
    "Ghislaine Gilles Grégory Guy Hacène Hana Hélène Henri Hugo Ibrahim Inès Irène Isabelle Jacques Jade "
    "Jamila Jean Jeanne Joëlle Jonas Josiane Joël Julie Julien Kadiatou Karim Karine Khadija Laure "
    "Laurent Léa Leïla Léo Léon Liam Lina Louis Louise Luc Lucie Madeleine Maëlle Malik Manon Marc Margot "
    "Marguerite Maria Marie Marion Martine Mathieu Maurice Maxime Mehdi Michel Michèle Mireille Mohamed "
    "Monique Moussa Myriam Nabil Nadia Naïma Nathalie Nicolas Nicole Nina Noah Noémie Nora Odile Olga "
    "Olivier Omar Oriane Oumar Pascal Patrick Paul Pauline Philippe Pierre Rachid Raphaël Raymond Renée "
    "Robert Rokia Romain Rosa Sabrina Salima Samia Samir Sarah Sébastien Sékou Serge Simon Solène Sonia "
    "Sophie Suzanne Sylvie Tarek Théo Thérèse Thierry Thomas Tiago Valérie Victor Vincent Viviane Wassim "
    "William Xavier Yacine Yann Yasmine Yves Zoé"
).split()

LAST_NAMES = (
    "Abadie Adam Alves Amrani André Antoine Arnaud Aubert Aubry Bah Bailly Barbier Baron Barry Barthélemy "
    "Belaïd Benali Benoît Berger Bernard Berthelot Bertin Besson Blanc Blanchard Boucher Bouchet "
    "Bourgeois Boyer Brun Brunet Camara Caron Carpentier Chevalier Cissé Clerc Colin Collet Coste Costa "
    "Cousin Dasilva Daniel David Deschamps Diallo Diarra Dubois Dufour Dumas Dumont Dupont Dupuis Durand "
    "Duval Étienne Fabre Faure Fernandes Ferreira Fleury Fontaine Fournier François Gaillard Garcia "
    "Garnier Gauthier Gérard Gilbert Girard Giraud Gomez Gonçalves Guérin Guillaume Haddad Hamdi Henry "
    "Hubert Huet Humbert Jacob Jacquet Jean Joly Julien Kaya Keita Koné Lacroix Laurent Legall Leclerc "
    "Lefebvre Legrand Lemaire Lemoine Leroux Leroy Lopez Lucas Mansouri Marchal Marchand Marie Martin "
    "Martinez Masson Mathieu Menard Mercier Meunier Meyer Michel Moreau Morel Moreno Morin Moulin N'Diaye "
    "Nguyen Nicolas Noël Olivier Oliveira Ouattara Paris Pereira Perez Perret Perrin Petit Philippe "
    "Picard Pierre Poirier Pons Prévost Rey Renard Renaud Richard Rivière Robert Robin Roche Rodriguez "
    "Roger Rolland Rousseau Roussel Roux Sanchez Saïdi Schmitt Simon Sow Tessier Thomas Touré Traoré "
    "Vasseur Vidal Vincent Yilmaz Zaoui"
).split()
